// What a person does in the browser that the native window opens: reads the consent page and presses Allow.
const page = await fetch(process.argv[2]);
const text = await page.text();
const action = /<form[^>]+action="([^"]+)"/.exec(text)[1];
const fields = new URLSearchParams();
for (const [input] of text.matchAll(/<input[^>]+type="hidden"[^>]*>/g)) fields.set(/name="([^"]+)"/.exec(input)[1], /value="([^"]*)"/.exec(input)[1]);
const allow = [...text.matchAll(/<button([^>]*)>([^<]*)/g)].find(([, , label]) => label.trim() === 'Allow')[1];
fields.set(/name="([^"]+)"/.exec(allow)[1], /value="([^"]*)"/.exec(allow)[1]);
const target = new URL(action, page.url);
const answer = await fetch(target, { method: 'POST', body: fields, redirect: 'manual', headers: { Origin: target.origin } });
await fetch(answer.headers.get('location'));
