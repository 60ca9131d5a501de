/** Does something now and again and again while the page is seen, until the returned function is called. */
export function poll(action: () => Promise<void>, every: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const turn = async (): Promise<void> => {
    if (document.visibilityState === 'visible') await action();
    if (!stopped) timer = setTimeout(() => void turn(), every);
  };
  void turn();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
