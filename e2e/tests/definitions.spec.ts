import { expect, testAlone as test } from "../fixtures/console";
import { Configure } from "../fixtures/configure";

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

test("a cluster without the definitions is said where one applies, and one press installs them", async ({ page, own }) => {
  test.slow();
  const [cluster] = await (await fetch(`${own.url}/api/v1/clusters`)).json();
  await fetch(`${cluster.server}${DEFINITIONS}/agentimages.slipway.dev`, { method: "DELETE" });

  await page.goto("/");
  const configure = new Configure(page);
  await expect(configure.preview).toContainText("kind: Pod");
  const install = page.getByRole("button", { name: "Install definitions" });
  // The server looks at its cluster three times a minute.
  await expect(install).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("main")).toContainText("custom resource definitions are not installed");
  await install.click();
  await expect(install).toHaveCount(0);
  expect((await fetch(`${cluster.server}${DEFINITIONS}/agentimages.slipway.dev`)).status).toBe(200);
});
