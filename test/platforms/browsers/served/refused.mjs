/** The conformance result, and that wasm asked for by name is an error with reason and remedy. */
export function refused({ Adam }, result) {
  return { ...result, failures: [...result.failures, ...explicit(Adam)] };
}

function explicit(Adam) {
  try {
    const { backend } = new Adam({ backend: "wasm" });
    return [`backend "wasm" was accepted and is ${backend}`];
  } catch (error) {
    const said = `${error.name}: ${error.message}`;
    return SAYING.test(said) ? [] : [`${said} does not match ${SAYING}`];
  }
}

/** The engine's reason, and both remedies. */
const SAYING =
  /^TypeError: backend "wasm" does not run here: \w+Error: .{10,}Leave backend out .+"js".+'wasm-unsafe-eval'/s;
