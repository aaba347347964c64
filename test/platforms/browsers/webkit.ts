import { absent, type Engine } from "./engine.js";
import { startDisplay, startDriver, type Started } from "./processes.js";
import { newSession } from "./webdriver.js";

const DISPLAY = "/usr/bin/Xvfb";
const DRIVER = "/usr/bin/WebKitWebDriver";

export const webkit: Engine = {
  name: "WebKitGTK",
  missing: () => absent({ [DRIVER]: "webkit2gtk-driver", [DISPLAY]: "xvfb" }),
  async open(url) {
    const started: Started[] = [];
    const stop = () => started.toReversed().forEach((each) => each.stop());
    try {
      const display = await startDisplay(DISPLAY);
      started.push(display);
      const driver = await startDriver(DRIVER, { DISPLAY: display.address, GDK_BACKEND: "x11" });
      started.push(driver);
      const session = await newSession(driver.address);
      await session.visit(url);
      const close = () => session.end().finally(stop);
      return { version: session.version, close };
    } catch (error) {
      stop();
      throw error;
    }
  },
};
