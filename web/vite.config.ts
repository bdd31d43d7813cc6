/// <reference types="vitest/config" />
import { defineConfig, type Plugin } from 'vite';

/**
 * A classic script in the head, not a deferred module: it sets the theme before the first paint
 * without any inline code, which the page's content policy forbids.
 */
function classicScript(): Plugin {
  return {
    name: 'classic-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html) =>
        html
          .replace(/<script type="module" crossorigin src=/g, '<script src=')
          .replace(/<link rel="stylesheet" crossorigin href=/g, '<link rel="stylesheet" href='),
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [classicScript()],
  build: {
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        format: 'iife',
        entryFileNames: 'app.js',
        assetFileNames: 'app[extname]',
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/stats', '/exceptions', '/tasks', '/swarm', '/stop'].map((path) => [
        path,
        { target: process.env.ACRIDA_MASTER ?? 'http://127.0.0.1:8089', ws: true },
      ]),
    ),
  },
  test: { include: ['test/**/*.test.{ts,tsx}'] },
});
