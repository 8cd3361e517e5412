import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startMock } from "./mock.mjs";

let mock;
beforeAll(async () => void (mock = await startMock()));
afterAll(() => mock.stop());
beforeEach(() => mock.control("reset", {}));

const FIELDS = { prompt: "A red kite", model: "doubao-seedance-1-5-pro", seconds: "5", size: "1280x720" };
const client = () => new OpenAI({ baseURL: mock.baseURL, apiKey: "any", maxRetries: 0 });

test("one task is paid for", async () => {
  const video = await client().videos.create(FIELDS);
  expect(video.status).toBe("queued");
  expect((await mock.control("bill")).tasks).toBe(1);
});

test("a create that nobody promises to take is refused", async () => {
  await expect(client().videos.create({ ...FIELDS, seconds: "99" })).rejects.toThrow(/duration/);
  expect((await mock.control("bill")).tasks).toBe(0);
});
