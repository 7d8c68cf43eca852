/** Values as bytes, as structuredClone would copy them: node:v8's own serialize() keeps classes that a thread would not. */
import { Deserializer, Serializer } from "node:v8";

/** @throws DataCloneError, and what getters throw */
export function serialized(value: unknown): Uint8Array {
  const serializer = new Serializer();
  // Called by the engine, which throws what it returns.
  Object.assign(serializer, { _getDataCloneError: (message: string) => Object.assign(new Error(message), { name: "DataCloneError" }) });
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

export function deserialized(bytes: Uint8Array): unknown {
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}
