export { ThreadLost } from "./lost.js";
export { ThreadPool, type ThreadPoolOptions } from "./pool.js";
