import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npx vite build` makes the floor page in dist/web; `npx vite` serves it while it is written, before a running node. */
export default defineConfig({
  root: 'src/web',
  plugins: [react({})],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // Without the polyfill nothing has to be inline, as the Content-Security-Policy wants it.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': `http://127.0.0.1:${process.env['CARILLON_HTTP_PORT'] ?? '8080'}` } },
});
