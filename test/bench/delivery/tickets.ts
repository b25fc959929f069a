import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/**
 * A ticket for one socket, with a user's access token.
 * @throws Error with the answer, when it is none
 */
export function fetchTicket(port: number, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ agent, port, host: '127.0.0.1', method: 'POST', path: '/api/v1/realtime/tickets' },
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': 2,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 201) {
            resolve((JSON.parse(text) as { ticket: string }).ticket);
          } else reject(new Error(`ticket: ${text}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end('{}');
  });
}
