/**
 * Makes something reactive that outlives the component that first asks for it. What is derived inside a component dies with
 * it, and would show stale values to the next.
 */
export function outliving<T>(make: () => T): T {
  let made: { value: T } | undefined;
  $effect.root(() => {
    made = { value: make() };
  });
  if (!made) throw new Error('An effect root runs at once.');
  return made.value;
}
