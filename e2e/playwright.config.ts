import { defineConfig } from "@playwright/test";
import { chromium } from "./fixtures/chromium";

/**
 * Three kinds of tests: `console` drives the real server (one per worker, each with its own sandbox cluster), `static`
 * serves frontend/dist as plain files with no server behind it, `cluster` drives the real server on the real cluster
 * that SLIPWAY_TEST_KUBECONFIG names.
 */
export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: Boolean(process.env["CI"]),
  // A test that passes only the second time is a failure, so there is no second time.
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    launchOptions: chromium,
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
  projects: [
    { name: "console", testIgnore: ["static/**", "cluster/**"] },
    { name: "static", testMatch: "static/**/*.spec.ts" },
    // Images have to be unpacked, volumes made, daemons started.
    { name: "cluster", testMatch: "cluster/**/*.spec.ts", timeout: 300_000, expect: { timeout: 120_000 } },
  ],
});
