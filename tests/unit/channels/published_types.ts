// The types that Meta and GREEN-API publish with their own clients, read as what stands in JSON.
// Meta's contradict Meta's documentation in places: there only the parts that do not are held to. Their sources are
// read and not what was built of them, where the policy of a language is spelt `policystring`.
import type { MessageWebhook, OutgoingMessageStatusWebhook, QueueMessage, SendMessage } from "@green-api/whatsapp-api-client-js-v2";
import type { ComponentTypesEnum, MessageTypesEnum } from "whatsapp/src/types/enums";
import type { InteractiveObject, MessageRequestBody, MessageTemplateObject, TextObject } from "whatsapp/src/types/messages";
import type { MessagesObject, StatusesObject, ValueObject, WebhookObject } from "whatsapp/src/types/webhooks";

// An enum is written as its value; one of numbers in quotes, as the documentation has the index of a button.
type Written<T> = 0 extends 1 & T ? T
  : T extends string ? (string extends T ? T : `${T}`)
  : T extends number ? (`${number}` extends `${T}` ? T : `${T}`)
  : { [K in keyof T]: Written<T[K]> };

// Their bodies take any field besides; without that a misspelt one is seen.
type Named<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

// `biz_opaque_callback_data` is younger than the types.
type Request<Kind extends MessageTypesEnum, Content> =
  Written<Named<MessageRequestBody<Kind>> & Content> & { biz_opaque_callback_data?: string };

// Theirs is a list of one text; the documentation has the text itself.
export type TextRequest = Request<MessageTypesEnum.Text, { text: TextObject }>;
export type InteractiveRequest = Request<MessageTypesEnum.Interactive, { interactive: InteractiveObject }>;

// The parameters of a button are one object and a list at once with them; the documentation has a list of objects.
type Template = MessageTemplateObject<ComponentTypesEnum.Body>;
type Component = NonNullable<Template["components"]>[number];
type Button = Extract<Component, { sub_type: unknown }>;
type OneOf<T> = T extends unknown ? { [K in Exclude<keyof T, keyof unknown[]>]: T[K] } : never;
type WholeButton = Omit<Button, "parameters"> & { parameters: OneOf<Button["parameters"]>[] };
type WholeTemplate = Omit<Template, "components"> & { components?: (Exclude<Component, Button> | WholeButton)[] };
// Theirs has the fields of the template beside `type`; the documentation has them in `template`.
export type TemplateRequest = Request<MessageTypesEnum.Template, { template: WholeTemplate }>;

// With them nothing ever fails, and every status has errors, a conversation and a price.
type Status = Written<Pick<StatusesObject, "id" | "recipient_id" | "timestamp">> & {
  status: Written<StatusesObject["status"]> | "failed";
  errors?: StatusesObject["errors"];
  biz_opaque_callback_data?: string;
};

// With them every message has errors and an advertisement, every answer a product and marks of forwarding, and the
// type of a tap is the tap itself.
type Tap = Extract<NonNullable<MessagesObject["interactive"]>["type"], { button_reply: unknown }>;
type Message = Written<Pick<MessagesObject, "from" | "id" | "timestamp" | "type" | "text" | "button">> & {
  context?: Pick<NonNullable<MessagesObject["context"]>, "from" | "id">;
  interactive?: { type: keyof Tap } & Tap;
};

// With them a value holds everything at once, and `metadata` is a list with a field spelt `phoneNumberId`.
type Value = Pick<ValueObject, "messaging_product"> & Partial<Pick<ValueObject, "contacts">> & {
  metadata: Pick<ValueObject["metadata"][number], "display_phone_number"> & { phone_number_id: string };
  messages?: Message[];
  statuses?: Status[];
};
type Entry = WebhookObject["entry"][number];
type Change = Omit<Entry["changes"][number], "value"> & { value: Value };
export type Callback = Omit<WebhookObject, "entry"> & { entry: (Omit<Entry, "changes"> & { changes: Change[] })[] };

export type GatewayRequest = SendMessage;
export type GatewayQueue = QueueMessage[];
export type GatewayStatus = OutgoingMessageStatusWebhook;
export type GatewayMessage = MessageWebhook;
