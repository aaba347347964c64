// What each worker of threads() runs: link.ts, which workers load by this alone.
import { tsImport } from "tsx/esm/api";

const { default: link } = await tsImport("./link.ts", import.meta.url);
export default link;
