/** Value of the `Authorization` header (RFC 7617). */
export function basicAuthorization(basic: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${basic.username}:${basic.password}`, 'utf8').toString('base64')}`;
}
