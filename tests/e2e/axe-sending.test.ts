import { describeFilledScenes } from '../support/axe-bed.ts';

describeFilledScenes('sending');
