import { absent, type Engine } from "./engine.js";
import { startDisplay, startDriver, type Started } from "./processes.js";
import { newSession } from "./webdriver.js";

const DISPLAY = "/usr/bin/Xvfb";
const DRIVER = "/usr/bin/WebKitWebDriver";

export const webkit = engine({});
/** Safari shares memory with isolated pages; the GTK port only when told. */
export const webkitSharing = engine({ JSC_useSharedArrayBuffer: "1" });
export const webkitWithoutWasm = engine({ JSC_useWasm: "0" });
export const webkitWithoutSimd = engine({ JSC_useWasmSIMD: "0" });

function engine(env: Readonly<Record<string, string>>): Engine {
  return {
    name: "WebKitGTK",
    missing: () => absent({ [DRIVER]: "webkit2gtk-driver", [DISPLAY]: "xvfb" }),
    async open(url) {
      const started: Started[] = [];
      const stop = () => started.toReversed().forEach((each) => each.stop());
      try {
        const display = await startDisplay(DISPLAY);
        started.push(display);
        const driver = await startDriver(DRIVER, { ...env, DISPLAY: display.address, GDK_BACKEND: "x11" });
        started.push(driver);
        const session = await newSession(driver.address);
        await session.visit(url);
        return { version: session.version, close: () => session.end().finally(stop) };
      } catch (error) {
        stop();
        throw error;
      }
    },
  };
}
