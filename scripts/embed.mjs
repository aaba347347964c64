// Writes the kernels into a module, as hex: compressed it is smaller than base64.
import { readFileSync, writeFileSync } from "node:fs";

const hex = readFileSync("build/kernels.wasm").toString("hex");
writeFileSync("src/kernels.ts", `const kernels: string | object =\n  "${hex}";\nexport default kernels;\n`);
