/** A vitest environment that compiles for browsers and yet needs none: enough for logic that holds reactive state. */
import type { Environment } from 'vitest/runtime';

const environment: Environment = {
  name: 'client',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
};

export default environment;
