import { defineConfig } from 'vitest/config';
import { propertySeed } from './tools/property-seed.ts';

const never = ['**/node_modules/**', '**/dist/**'];
const minute = 60_000;
const setupFiles = ['tools/property-setup.ts'];
/** Tests that patch nothing may share what they load: to load it anew for each file took most of their time. */
const sharing = { isolate: false };

/**
 * One project per speed of feedback. `unit`, `property` and `contract` are fast enough to run at each
 * change; `console` mounts whole pages; the others need sockets, ffmpeg, a sound server or a browser.
 */
export default defineConfig({
  test: {
    passWithNoTests: true,
    provide: { propertySeed },
    coverage: {
      provider: 'v8',
      include: [
        '{protocol,runtime,controller,node-agent}/src/**/*.ts',
        'web-console/src/**/*.{ts,tsx}',
      ],
      exclude: ['**/*.test.ts', '**/*.test.tsx'],
    },
    projects: [
      {
        test: {
          name: 'unit',
          ...sharing,
          include: ['*/src/**/*.test.ts'],
          exclude: [...never, '**/*.property.test.ts'],
        },
      },
      {
        test: {
          name: 'property',
          ...sharing,
          include: ['*/src/**/*.property.test.ts', '*/test/property/**/*.test.ts'],
          exclude: never,
          setupFiles,
          testTimeout: minute,
        },
      },
      {
        test: {
          name: 'contract',
          ...sharing,
          include: [
            'protocol/test/**/*.test.ts',
            '*/test/contract/**/*.test.ts',
            'tools/**/*.test.ts',
          ],
          exclude: never,
          setupFiles,
          testTimeout: minute,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['*/test/integration/**/*.test.ts'],
          exclude: never,
          testTimeout: minute,
          hookTimeout: minute,
        },
      },
      {
        test: {
          name: 'simulation',
          include: ['testing/test/simulation/**/*.test.ts'],
          exclude: never,
          testTimeout: 2 * minute,
        },
      },
      {
        test: {
          name: 'pages',
          include: ['testing/test/pages/**/*.test.ts'],
          exclude: never,
          testTimeout: 5 * minute,
          hookTimeout: 3 * minute,
        },
      },
      {
        test: {
          name: 'audio',
          include: ['*/test/audio/**/*.test.ts'],
          exclude: never,
          testTimeout: 2 * minute,
          hookTimeout: minute,
        },
      },
      {
        test: {
          name: 'console',
          include: ['web-console/src/**/*.test.tsx', 'web-console/test/**/*.test.{ts,tsx}'],
          exclude: never,
          environment: 'happy-dom',
          testTimeout: minute,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['testing/test/e2e/**/*.test.ts'],
          exclude: never,
          testTimeout: 5 * minute,
          hookTimeout: 3 * minute,
          fileParallelism: false,
        },
      },
    ],
  },
});
