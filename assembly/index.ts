export { sgd_f32, sgd_f64 } from "./sgd";
export { momentum_f32, momentum_f64 } from "./momentum";
export { nesterov_f32, nesterov_f64 } from "./nesterov";
export { adagrad_f32, adagrad_f64 } from "./adagrad";
export { rmsprop_f32, rmsprop_f64 } from "./rmsprop";
export { adam_f32, adam_f64 } from "./adam";
