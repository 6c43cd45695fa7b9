/** The most bytes of header fields that the mock reads. */
export const maxHeaderBytes = 16 * 1024;

/** What Node tells of a connection whose bytes it gave up on. */
type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Uint8Array; readonly reason?: string };

/** How a TLS handshake begins (RFC 8446, 5.1). */
const handshakeType = 0x16;

/** Why nothing that a connection brought could be read as HTTP; undefined where it only ended, or was too slow. */
export function unreadReason({ code = '', rawPacket, reason }: ParserError): string | undefined {
  if (!code.startsWith('HPE_')) return undefined;
  if (code === 'HPE_HEADER_OVERFLOW') return `header fields over ${maxHeaderBytes / 1024} KiB`;
  if (rawPacket?.[0] === handshakeType) return 'TLS, which this mock does not speak';
  return `a malformed request line or header${reason === undefined ? '' : `: ${reason}`}`;
}
