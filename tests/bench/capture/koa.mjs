// The yardstick: a bare Koa that reads the body and answers 204. It stores nothing.
import Koa from 'koa';

const app = new Koa();
app.use(async (context) => {
  const chunks = [];
  for await (const chunk of context.req) {
    chunks.push(chunk);
  }
  context.state.body = Buffer.concat(chunks);
  context.status = 204;
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send({ port: server.address().port });
});
process.on('disconnect', () => process.exit(0));
