import type { BuiltInType } from './built-in-type.ts';
import { group, oneOf, rare, shaped, usual, whole } from './field.ts';
import { amount, currency, customer, day, idField, items, link, moment, reason } from './fields.ts';

const invoice = {
  invoice_id: idField('invoice', 'inv', 'H5rT0yUe2WqN8c'),
  number: shaped(
    'Number printed on it',
    { pattern: '^INV-[0-9]{4}-[0-9]{4}$' },
    'INV-2026-0042',
    (faker) => `INV-2026-${faker.string.numeric(4)}`,
  ),
  total: amount('Total', 1_900),
  currency,
};
const plan = {
  subscription_id: idField('subscription', 'sbn', 'Mn5Bv7Cx9Zl1Kj'),
  customer: usual(customer),
  plan: oneOf('Plan', ['starter', 'team', 'business']),
};

export const INVOICE_TYPES: readonly BuiltInType[] = [
  {
    name: 'invoice_processing',
    group: 'Invoices',
    description: 'An invoice is being made: amounts may still change.',
    data: group('The invoice', {
      ...invoice,
      step: oneOf('What is being done', ['collecting', 'taxing', 'rendering']),
      started_at: moment('Since when', '2026-05-12T09:00:00.000Z'),
      customer: usual(customer),
      items: rare(items),
    }),
  },
  {
    name: 'invoice_completed',
    group: 'Invoices',
    description: 'An invoice is final: numbered, rendered and stored.',
    data: group('The invoice', {
      ...invoice,
      completed_at: moment('When', '2026-05-12T09:00:04.310Z'),
      due_on: day('To be paid by', '2026-06-11'),
      customer: usual(customer),
      items: usual(items),
      pdf_url: rare(link('Where the document is', 'invoices')),
    }),
  },
  {
    name: 'invoice.created',
    group: 'Invoices',
    description: 'A draft was opened.',
    data: group('The invoice', {
      ...invoice,
      created_at: moment('When', '2026-05-12T08:59:58.000Z'),
      customer,
      items: usual(items),
    }),
  },
  {
    name: 'invoice.sent',
    group: 'Invoices',
    description: 'The customer got the invoice.',
    data: group('The invoice', {
      ...invoice,
      sent_at: moment('When', '2026-05-12T09:05:00.000Z'),
      channel: oneOf('How', ['email', 'post', 'portal']),
      customer: usual(customer),
    }),
  },
  {
    name: 'invoice.paid',
    group: 'Invoices',
    description: 'The invoice is settled in full.',
    data: group('The invoice', {
      ...invoice,
      paid_at: moment('When', '2026-05-30T16:20:11.000Z'),
      payment_id: usual(idField('payment', 'pay', '3kX9mQ2vT7bLd1')),
      customer: usual(customer),
    }),
  },
  {
    name: 'invoice.overdue',
    group: 'Invoices',
    description: 'The day of payment has passed.',
    data: group('The invoice', {
      ...invoice,
      due_on: day('Was to be paid by', '2026-06-11'),
      days_overdue: whole('Since how many days', { min: 1, max: 3650 }, 7),
      reminder: rare(whole('How many reminders went out', { min: 0, max: 9 }, 1)),
    }),
  },
  {
    name: 'invoice.voided',
    group: 'Invoices',
    description: 'The invoice no longer counts.',
    data: group('The invoice', {
      ...invoice,
      reason: usual(reason),
      voided_at: moment('When', '2026-05-14T10:00:00.000Z'),
    }),
  },
  {
    name: 'subscription.started',
    group: 'Billing subscriptions',
    description: 'A customer subscribed to a plan.',
    data: group('The subscription', {
      ...plan,
      started_at: moment('Since when', '2026-05-01T00:00:00.000Z'),
      trial_ends_on: rare(day('Free until', '2026-05-15')),
    }),
  },
  {
    name: 'subscription.renewed',
    group: 'Billing subscriptions',
    description: 'The next period has begun and was invoiced.',
    data: group('The subscription', {
      ...plan,
      invoice_id: idField('invoice', 'inv', 'H5rT0yUe2WqN8c'),
      period_ends_on: day('Until when', '2026-06-30'),
    }),
  },
  {
    name: 'subscription.cancelled',
    group: 'Billing subscriptions',
    description: 'The plan will not be renewed.',
    data: group('The subscription', {
      ...plan,
      ends_on: day('Last day', '2026-06-30'),
      reason: usual(reason),
    }),
  },
];
