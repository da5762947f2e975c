import type { BuiltInType } from './built-in-type.ts';
import { flag, group, oneOf, rare, text, usual, whole } from './field.ts';
import {
  amount,
  currency,
  customer,
  day,
  idField,
  link,
  moment,
  paymentMethod,
  reason,
} from './fields.ts';

const payment = {
  payment_id: idField('payment', 'pay', '3kX9mQ2vT7bLd1'),
  amount: amount('Amount', 12_900),
  currency,
};
const invoiceId = idField('invoice', 'inv', 'H5rT0yUe2WqN8c');
const card = usual(paymentMethod);
const failure = {
  code: oneOf('Why, for programs', [
    'card_declined',
    'insufficient_funds',
    'expired_card',
    'bank_unreachable',
  ]),
  message: reason,
};

export const PAYMENT_TYPES: readonly BuiltInType[] = [
  {
    name: 'payment_received',
    group: 'Payments',
    description: 'A payer has sent money; it has reached us but is not yet booked.',
    data: group('The payment', {
      ...payment,
      received_at: moment('When it arrived', '2026-05-12T09:24:31.000Z'),
      customer: usual(customer),
      method: card,
      invoice_id: rare(invoiceId),
      reference: rare(
        text(
          'Text given by the payer',
          'INV-2026-0042',
          (faker) => faker.finance.transactionType(),
          {
            odd: 'Rechnung №42 – «danke!» 🎉',
          },
        ),
      ),
    }),
  },
  {
    name: 'payment_processed',
    group: 'Payments',
    description: 'A payment is booked: fees are known and the money is on its way to the payout.',
    data: group('The payment', {
      ...payment,
      fee: amount('What it cost', 405),
      net: amount('What is left', 12_495),
      processed_at: moment('When it was booked', '2026-05-12T09:25:02.118Z'),
      customer: usual(customer),
      method: card,
      invoice_id: rare(invoiceId),
    }),
  },
  {
    name: 'payment_failed',
    group: 'Payments',
    description: 'A payment did not go through; `is_final` says whether it is tried again.',
    data: group('The payment', {
      ...payment,
      failure: group('What went wrong', failure),
      is_final: flag('No further try will be made', false),
      failed_at: moment('When it failed', '2026-05-12T09:24:40.500Z'),
      attempt: usual(whole('Which try this was', { min: 1, max: 10 }, 1)),
      customer: usual(customer),
    }),
  },
  {
    name: 'payment.authorized',
    group: 'Payments',
    description: 'The amount is reserved on the payer’s account and waits to be captured.',
    data: group('The payment', {
      ...payment,
      expires_at: moment('When the reservation ends', '2026-05-19T09:24:31.000Z'),
      method: card,
      customer: usual(customer),
    }),
  },
  {
    name: 'payment.captured',
    group: 'Payments',
    description: 'A reserved amount, or a part of it, was taken.',
    data: group('The payment', {
      ...payment,
      captured: amount('What was taken', 12_900),
      captured_at: moment('When', '2026-05-13T07:00:00.000Z'),
      is_partial: usual(flag('Less than was reserved', false)),
    }),
  },
  {
    name: 'payment.disputed',
    group: 'Payments',
    description: 'The payer asks the bank for the money back; evidence can be sent until a date.',
    data: group('The payment', {
      ...payment,
      dispute_id: idField('dispute', 'dsp', 'Qw7Er9Ty1Ui3Op'),
      reason,
      evidence_due: day('Last day for evidence', '2026-06-02'),
    }),
  },
  {
    name: 'refund.created',
    group: 'Refunds',
    description: 'Money is being sent back.',
    data: group('The refund', {
      refund_id: idField('refund', 'ref', 'Zx4Cv6Bn8Ma2Sd'),
      ...payment,
      reason: usual(reason),
      created_at: moment('When it was asked for', '2026-05-20T14:03:09.000Z'),
    }),
  },
  {
    name: 'refund.completed',
    group: 'Refunds',
    description: 'The money is back with the payer.',
    data: group('The refund', {
      refund_id: idField('refund', 'ref', 'Zx4Cv6Bn8Ma2Sd'),
      ...payment,
      completed_at: moment('When it arrived', '2026-05-22T06:11:47.250Z'),
    }),
  },
  {
    name: 'payout.paid',
    group: 'Payouts',
    description: 'A sum of payments was sent to your bank account.',
    data: group('The payout', {
      payout_id: idField('payout', 'pyo', 'Lk1Jh2Gf3Ds4Ap'),
      amount: amount('Amount', 1_204_550),
      currency,
      payments: usual(whole('How many payments it holds', { min: 1, max: 10_000 }, 93)),
      arrives_on: day('When the bank books it', '2026-05-15'),
      statement_url: rare(link('Where the list of payments is', 'payouts')),
    }),
  },
  {
    name: 'payout.failed',
    group: 'Payouts',
    description: 'The bank sent a payout back.',
    data: group('The payout', {
      payout_id: idField('payout', 'pyo', 'Lk1Jh2Gf3Ds4Ap'),
      amount: amount('Amount', 1_204_550),
      currency,
      reason,
    }),
  },
];
