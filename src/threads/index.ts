export { ThreadPool, type ThreadPoolOptions } from "./pool.js";
