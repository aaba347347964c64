export { RuleDiffers, type Difference } from "./differences.js";
export {
  testRule,
  type AtStep,
  type Reference,
  type RuleClass,
  type RuleTest,
  type TestRuleOptions,
} from "./test-rule.js";
