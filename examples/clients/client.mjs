// A small client for Node (20 or later, nothing to install) that the checks can drive:
//
//     cometvideo check-client --mode open -- node examples/clients/client.mjs
//
// A create is sent once; a poll that fails for a moment is sent again, later each time; the
// deadline holds whatever the API does; the key goes to the API alone.
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const FINISHED = new Map([["completed", true], ["failed", false], ["error", false]]);
const FINAL = ["model_not_found", "invalid_request"]; // of a 5xx: nothing was created
const TIMEOUT_MS = 2000;

class Ended extends Error {
  constructor(outcome, message) {
    super(message);
    this.outcome = outcome;
  }
}

// One exchange, whole; redirects are not followed, so that the key stays where it was sent.
async function send(url, { key, ...options } = {}) {
  const headers = { ...options.headers, ...(key && { Authorization: `Bearer ${key}` }) };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(url, { ...options, headers, signal, redirect: "manual" });
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
}

// Written by hand because FormData turns every line break of a prompt into CR LF.
async function form(fields) {
  const boundary = randomBytes(16).toString("hex");
  const pieces = [];
  for (const [name, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      let head = `Content-Disposition: form-data; name="${name}"`;
      let data = Buffer.from(String(each));
      if (typeof each === "object") {
        head += `; filename="${each.filename}"\r\nContent-Type: ${each.content_type}`;
        data = await readFile(each.path);
      }
      pieces.push(Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), data, Buffer.from("\r\n"));
    }
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(pieces), type: `multipart/form-data; boundary=${boundary}` };
}

function messageOf({ status, body }) {
  try {
    const data = JSON.parse(body);
    const { code, message } = data.error ?? data;
    return `HTTP ${status} ${code ?? ""}: ${message}`;
  } catch {
    return `HTTP ${status}: ${body.toString().slice(0, 200)}`;
  }
}

async function create(job) {
  const { body, type } = await form(job.request);
  const options = { method: "POST", key: job.key, body, headers: { "Content-Type": type } };
  const answer = await send(`${job.base_url}/videos`, options).catch((error) => {
    if (error.cause?.code === "ECONNREFUSED") throw new Ended("refused", "the API is not there");
    throw new Ended("unsure", `a task may have been created: ${error.message}`);
  });
  const message = messageOf(answer);
  if (answer.status >= 500 && !FINAL.some((code) => message.includes(code)))
    throw new Ended("unsure", `a task may have been created: ${message}`);
  if (answer.status >= 300) throw new Ended("refused", message);
  try {
    return JSON.parse(answer.body).id;
  } catch {
    throw new Ended("unsure", "a task was created, and its id cannot be read");
  }
}

async function poll(job, id) {
  try {
    const answer = await send(`${job.base_url}/videos/${id}`, { key: job.key });
    return { ...answer, task: answer.status === 200 ? JSON.parse(answer.body) : null };
  } catch {
    return { status: 0, headers: new Headers(), body: Buffer.alloc(0), task: null };
  }
}

async function wait(job, id, end) {
  let pause = job.poll_interval_s * 1000;
  let failures = 0;
  let last = "not known yet";
  for (;;) {
    await sleep(Math.max(0, Math.min(pause, end - performance.now())));
    if (performance.now() >= end) throw new Ended("deadline", `${id} had not ended yet; it was ${last}`);
    const { task, ...answer } = await poll(job, id);
    if (task === null) {
      if (answer.status >= 300 && answer.status < 429) throw new Ended("error", messageOf(answer));
      failures += 1;
      const asked = Number(answer.headers.get("retry-after")) || 0;
      pause = Math.max(job.poll_interval_s * 2 ** failures, asked) * 1000;
      continue;
    }
    failures = 0;
    last = task.status;
    pause = job.poll_interval_s * 1000;
    if (FINISHED.get(task.status)) return task.video_url;
    if (FINISHED.has(task.status)) {
      const reason = task.error ? JSON.stringify(task.error) : task.fail_reason;
      throw new Ended("failed", `${task.status}: ${reason}`);
    }
    // Any other status, known or not, is no end: the deadline is.
  }
}

async function download(link) {
  const answer = await send(link).catch((error) => {
    throw new Ended("error", `the video did not arrive: ${error.message}`);
  });
  if (answer.status !== 200) throw new Ended("error", `the link is not good: HTTP ${answer.status}`);
  return { bytes: answer.body.length, sha256: createHash("sha256").update(answer.body).digest("hex") };
}

async function render(job) {
  const end = performance.now() + job.deadline_s * 1000;
  let id = null;
  try {
    id = await create(job);
    const link = await wait(job, id, end);
    if (!link) throw new Ended("error", "the task ended well and has no link");
    return { outcome: "completed", task_id: id, video: job.download ? await download(link) : null };
  } catch (error) {
    const message = error instanceof Ended ? error.message : String(error);
    return { outcome: error.outcome ?? "error", task_id: id, error: { message } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await render(JSON.parse(line)))}\n`);
}
