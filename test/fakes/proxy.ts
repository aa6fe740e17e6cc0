/** A proxy on this machine, for whatever asks through one. */
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** A proxy that opens tunnels, and what it was asked for: the target and the authorization. */
export async function startProxy() {
  const tunnels: { readonly target: string; readonly authorization: string | undefined }[] = [];
  const open = new Set<Duplex>();
  const server = createServer();
  server.on('connect', ({ url = '', headers }, socket: Duplex) => {
    tunnels.push({ target: url, authorization: headers['proxy-authorization'] });
    const { hostname, port } = new URL(`http://${url}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const one of [socket, onward]) {
      open.add(one);
      one.on('error', () => one.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    /** Ends every connection; none is taken any more. */
    close(): Promise<void> {
      for (const socket of open) socket.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
