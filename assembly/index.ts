export { sgd_f32, sgd_f64, sgd_full_f32, sgd_full_f64 } from "./sgd";
export { momentum_f32, momentum_f64, momentum_full_f32, momentum_full_f64 } from "./momentum";
export { nesterov_f32, nesterov_f64, nesterov_full_f32, nesterov_full_f64 } from "./nesterov";
export { adagrad_f32, adagrad_f64, adagrad_full_f32, adagrad_full_f64 } from "./adagrad";
export { rmsprop_f32, rmsprop_f64, rmsprop_full_f32, rmsprop_full_f64 } from "./rmsprop";
export { adam_f32, adam_f64, adam_full_f32, adam_full_f64 } from "./adam";
export { accumulate_f32, accumulate_f64 } from "./accumulate";
export { squares_f32, squares_f64 } from "./squares";
