/** How the words are compiled: by the build, and by `npm run words` for the checks. */
import { compile, type CompilerOptions } from '@inlang/paraglide-js';

export const words: CompilerOptions = {
  project: './project.inlang',
  outdir: './src/words/paraglide',
  emitTsDeclarations: true,
  strategy: ['baseLocale'],
};

if (import.meta.main) await compile(words);
