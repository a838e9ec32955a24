// Inbox, outbox and the log of actions, over HTTP against the sandbox's week of work.
import assert from 'node:assert/strict';
import { composer, eventually, suite } from './page.mjs';

const { check } = suite({ demo: true });
const requests = (page, end) => page.requests.filter(url => new URL(url).pathname.endsWith(end)).length;
const list = (page, name) => page.getByRole('navigation', { name });

async function openActivity(page, tab = '') {
  await composer(page).waitFor({ state: 'attached' });
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Activity' }).click();
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
  if (tab) await page.getByRole('tab', { name: tab }).click();
}

check('a message is read with its thread, and is no longer unread; all can be marked as read', async ({ page }) => {
  await openActivity(page);
  const unread = list(page, 'Inbox').getByRole('link', { name: /, Unread$/ });
  await unread.first().waitFor();
  const before = await unread.count();
  await unread.first().click();
  await page.getByRole('article').first().waitFor();
  assert.match(page.url(), /#\/activity\/inbox\/.+/);
  await eventually(async () => assert.equal(await unread.count(), before - 1));
  if (before > 1) await page.getByRole('button', { name: 'Mark all as read' }).click();
  await eventually(async () => assert.equal(await unread.count(), 0));
  await page.reload();
  await list(page, 'Inbox').getByRole('link').first().waitFor();
  await eventually(async () => assert.equal(await unread.count(), 0));
});

check('what was done is undone after a countdown that can be stopped; a refusal gives its reason', async ({ page, sandbox }) => {
  await openActivity(page, 'Actions');
  const log = page.getByRole('list', { name: 'Actions' });
  const undo = log.getByRole('button', { name: 'Undo', exact: true });
  await undo.first().click();
  await log.getByRole('status').getByText(/is taken back in \d s$/).waitFor();
  await log.getByRole('button', { name: 'Keep it' }).click();
  await undo.first().waitFor();
  assert.equal(requests(page, '/undo'), 0);
  page.expectFailures();
  await sandbox.dials({ status: 409, code: 'action_not_undoable', only: '/v1/actions/' , times: 1 });
  await undo.first().click();
  await log.getByRole('alert').getByText(/^It stays as it is: /).waitFor();
  assert.equal(requests(page, '/undo'), 1);
});

check('an inbox and a log that the service does not have say so', async ({ page, sandbox }) => {
  page.expectFailures();
  await sandbox.dials({ missing: { listInbox: 404, getActionLog: 501 } });
  await openActivity(page);
  await page.getByRole('group', { name: 'This service does not offer that' }).waitFor();
  await page.getByRole('tab', { name: 'Actions' }).click();
  await page.getByRole('group', { name: 'This service does not offer that' }).waitFor();
});

check('a mail that waits is approved where it is read, once, and another one is discarded', async ({ page }) => {
  await openActivity(page, 'Outbox');
  const waiting = list(page, 'Outbox').getByRole('link', { name: /, Needs you$/ });
  await waiting.first().click();
  const before = await waiting.count();
  await page.getByRole('article').first().waitFor();
  await page.getByRole('button', { name: 'Approve and send' }).click();
  await page.getByRole('status').getByText(/^(Done|Sent)/).first().waitFor();
  await eventually(async () => assert.equal(await waiting.count(), before - 1));
  assert.equal(requests(page, '/approve'), 1);
  if (before < 2) return;
  await waiting.first().click();
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  await eventually(async () => assert.equal(await waiting.count(), before - 2));
});
