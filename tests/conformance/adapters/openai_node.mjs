// openai-node as a client to be checked: one job a line. It has no call that waits, so this waits
// as its users do: for as long as the status is one of the two that its types call unfinished.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI, { toFile } from "openai";

const opened = (value) => {
  if (Array.isArray(value)) return Promise.all(value.map(opened));
  if (typeof value !== "object" || value === null) return value;
  return toFile(createReadStream(value.path), value.filename, { type: value.content_type });
};

async function render(job) {
  // The default timeout is ten minutes.
  const client = new OpenAI({ baseURL: job.base_url, apiKey: job.key, timeout: 2000 });
  const names = Object.keys(job.request);
  const values = await Promise.all(names.map((name) => opened(job.request[name])));
  let video = await client.videos.create(Object.fromEntries(names.map((name, i) => [name, values[i]])));
  while (video.status === "queued" || video.status === "in_progress") {
    await sleep(job.poll_interval_s * 1000);
    video = await client.videos.retrieve(video.id);
  }
  if (video.status === "completed") return { outcome: "completed", task_id: video.id };
  const message = video.error?.message ?? `returned with the status ${video.status}`;
  const outcome = video.status === "failed" ? "failed" : "error";
  return { outcome, task_id: video.id, error: { message } };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await render(JSON.parse(line));
  } catch (error) {
    const outcome = error.status !== undefined && error.status < 500 ? "refused" : "error";
    answer = { outcome, error: { message: String(error.message), status: error.status ?? null } };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
