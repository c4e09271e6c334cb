import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** In development the console asks a controller on its usual port; in service it is served by it. */
const controller = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', sourcemap: false },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: controller },
      '/feed': { target: controller, ws: true },
    },
  },
});
