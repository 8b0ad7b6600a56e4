import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const catalogue = process.env.CATALOGUE_URL ?? 'http://api:8000/articles';
const page = await readFile(new URL('../public/index.html', import.meta.url), 'utf8');

const server = createServer(async (request, response) => {
  if (request.url === '/healthz') return response.end('ok');
  const articles = await fetch(catalogue).then((answer) => answer.json());
  const list = articles.map(({ name, price }) => `<li>${name}: ${price}</li>`).join('');
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(page.replace('{{articles}}', list));
});

server.listen(8080);
process.on('SIGTERM', () => server.close());
