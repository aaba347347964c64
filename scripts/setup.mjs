// Installs the Debian packages whose programs some tests start: mpirun and nats-server. Without them `npm test` leaves these
// out, and says so. It needs root.
import { execFileSync } from "node:child_process";

const DEBIAN = ["openmpi-bin", "libopenmpi-dev", "nats-server"];

execFileSync("apt-get", ["update", "-q"], { stdio: "inherit" });
execFileSync("apt-get", ["install", "-qy", "--no-install-recommends", ...DEBIAN], { stdio: "inherit" });
