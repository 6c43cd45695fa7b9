import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  fullyParallel: true,
  workers: 2,
  retries: 1,
  // Tests that name a requirement are judged in results/conformance.json.
  reporter: [['list'], ['qualification-kit/reporter', { side: 'service' }]],
});
