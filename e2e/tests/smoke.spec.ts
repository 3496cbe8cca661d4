import { expect, test } from "../fixtures/console";

test("the console starts without a complaint", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page).toHaveTitle(/Slipway/);
  await expect(page.locator("#skeleton")).toHaveCount(0);
});
