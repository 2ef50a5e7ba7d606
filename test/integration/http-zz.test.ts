import { startApi } from '../support/api';
it('t', async () => {
  const api = await startApi({ heartbeatMs: 20 });
  const t = performance.now(); const lap = (w: string) => console.log(w, Math.round(performance.now() - t));
  const feed = await api.follow(); lap('open');
  await feed.leave(); lap('left');
  const other = await api.follow(); lap('open2');
  await other.leave(); lap('left2');
  await api.close(); lap('closed');
});
