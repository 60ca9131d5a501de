/** The customary ports of mail servers. */
export const PORTS: readonly string[] = ['587', '465', '25'];

export function customaryPort(security: string): string {
  return { starttls: '587', tls: '465', none: '25' }[security] ?? '587';
}
