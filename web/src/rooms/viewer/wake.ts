/** Keeps the screen from going dark while something is watched. */
export function keepAwake(): () => void {
  if (!('wakeLock' in navigator)) return () => undefined;
  let lock: WakeLockSentinel | null = null;
  let over = false;

  const hold = async (): Promise<void> => {
    if (over || document.visibilityState !== 'visible') return;
    try {
      const held = await navigator.wakeLock.request('screen');
      // It was over before it had begun.
      if (over) await held.release();
      else lock = held;
    } catch (error) {
      // The battery is low: the system decides.
      if (!(error instanceof DOMException)) throw error;
    }
  };
  // The system takes it away when the page is hidden.
  const seen = (): void => void hold();
  document.addEventListener('visibilitychange', seen);
  void hold();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', seen);
    void lock?.release();
  };
}
