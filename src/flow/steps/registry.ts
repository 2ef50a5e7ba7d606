import type { AnyStepKind } from '../step';
import { agentState } from './agent-state';
import { answer } from './answer';
import { callback } from './callback';
import { collect } from './collect';
import { directory } from './directory';
import { connect } from './connect';
import { hangup, reject } from './ending';
import { goto } from './goto';
import { hours } from './hours';
import { http } from './http';
import { ifStep } from './if';
import { language } from './language';
import { limit } from './limit';
import { list } from './list';
import { lookup } from './lookup';
import { menu } from './menu';
import { music } from './music';
import { note, tag } from './notes';
import { notify } from './notify';
import { pin } from './pin';
import { play } from './play';
import { queue } from './queue';
import { record } from './record';
import { say } from './say';
import { override } from './schedule-override';
import { sendDtmf } from './send-dtmf';
import { set } from './set';
import { silence } from './silence';
import { split } from './split';
import { call, leaveQueue, returnStep } from './sub-flow';
import { survey } from './survey';
import { switchStep } from './switch';
import { transfer } from './transfer';
import { voicemail } from './voicemail';
import { voicemailBox } from './voicemail-box';
import { yesNo } from './yes-no';

/** Every kind of step, under the name that it has in YAML. */
export const stepKinds = {
  agent_state: agentState,
  answer,
  call,
  callback,
  collect,
  connect,
  directory,
  goto,
  hangup,
  hours,
  http,
  if: ifStep,
  language,
  leave_queue: leaveQueue,
  limit,
  list,
  lookup,
  menu,
  music,
  note,
  notify,
  override,
  pin,
  play,
  queue,
  record,
  reject,
  return: returnStep,
  say,
  send_dtmf: sendDtmf,
  set,
  silence,
  split,
  survey,
  switch: switchStep,
  tag,
  transfer,
  voicemail,
  voicemail_box: voicemailBox,
  yes_no: yesNo,
} as const satisfies Record<string, AnyStepKind>;

export type StepName = keyof typeof stepKinds;
export const stepNames = Object.keys(stepKinds) as StepName[];
