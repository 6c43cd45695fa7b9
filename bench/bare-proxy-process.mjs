import { Agent, createServer, request } from 'node:http';

const target = new URL(process.argv[2]);
const agent = new Agent({ keepAlive: true });
const server = createServer((asked, response) => {
  const { method, url: path, headers } = asked;
  const { hostname: host, port } = target;
  const onward = request(
    { host, port, method, path, agent, headers: { ...headers, host: target.host } },
    (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  asked.pipe(onward);
});
server.listen(0, '127.0.0.1', () => process.send({ origin: `http://127.0.0.1:${server.address().port}` }));
process.on('disconnect', () => process.exit());
