import { expect, it } from 'vitest';
import { actionsOf, type Actions } from './roles';

function may(state: Parameters<typeof actionsOf>[0]['state'], me = false): string[] {
  const actions = actionsOf({ state }, me);
  return (Object.keys(actions) as (keyof Actions)[]).filter((name) => actions[name]);
}

it('offers what the state of an account allows', () => {
  expect(may('active')).toEqual(['settings', 'role', 'link', 'suspend', 'remove']);
  expect(may('suspended')).toEqual(['settings', 'role', 'reinstate', 'remove']);
  expect(may('waiting')).toEqual(['approve']);
  expect(may('unconfirmed')).toEqual(['approve']);
  expect(may('invited')).toEqual(['settings', 'role', 'link', 'remove']);
  expect(may('deleted')).toEqual(['reinstate']);
});

it('does not let anybody shut themselves out', () => {
  expect(may('active', true)).toEqual(['settings', 'link']);
});
