import type { Page } from "@playwright/test";
import { applied, Configure } from "../../fixtures/configure";
import { readTabs, state } from "../../fixtures/instance";
import { expect, test } from "../../fixtures/cluster";

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();

test("configure, apply, mend, watch to Active, logs, stop, start, delete, purge", async ({ page, cluster }) => {
  const configure = await new Configure(page).open();
  // Where somebody installed the definitions before, there is nothing to install.
  if (!cluster.kubectl("get", "customresourcedefinitions", "--output=name").includes("slipway.dev")) {
    const install = page.getByRole("button", { name: "Install definitions" });
    await install.click();
    await expect(install).toHaveCount(0);
  }

  await configure.choosePreset("Bamboo with Docker");
  await page.getByRole("radio", { name: "Small", exact: false }).first().check({ force: true });
  await expect(configure.preview).toContainText("kind: Pod");
  const name = await applied(configure);

  // Nobody has stored the agent's token yet: the console says so, and goes on by itself once it is there.
  await expect(state(page)).toContainText("Error");
  await expect(page.getByRole("main")).toContainText('The Secret "bamboo-agent", which container bamboo-agent needs, does not exist.');
  await expect(page.getByRole("region", { name: "Diagnosis" })).toContainText("Create the Secret in the instance's namespace");
  cluster.kubectl("create", "secret", "generic", "bamboo-agent", "--from-literal=security-token=of-a-test");
  await expect(state(page)).toContainText("Active");
  await expect(page.getByRole("main")).toContainText("2/2");
  await expect(page.getByRole("region", { name: "Diagnosis" })).toHaveCount(0);

  await readTabs(page);
  const daemon = ["exec", name, "--container", "bamboo-agent", "--", "docker", "version"];
  expect(cluster.kubectl(...daemon, "--format", "{{.Server.Version}}")).toMatch(/^\d+\./);

  await press(page, "Stop");
  await expect(state(page)).toContainText("Inactive");
  await press(page, "Start");
  await expect(state(page)).toContainText("Active");

  await press(page, "Delete");
  await page.getByRole("dialog").getByRole("button", { name: /Delete/ }).click();
  await press(page, "Purge");
  await page.getByRole("dialog").getByRole("button", { name: /Purge/ }).click();
  const left = () => cluster.kubectl("get", "agentinstances,pods,persistentvolumeclaims", "--output=name");
  await expect.poll(left).toBe("");
});
