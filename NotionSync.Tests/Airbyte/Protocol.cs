using System.Text.Json.Nodes;
using NotionSync.Tests.Streams;

namespace NotionSync.Tests.Airbyte;

/// <summary>The messages of the Airbyte protocol (https://docs.airbyte.com/understanding-airbyte/airbyte-protocol) that a source sends.</summary>
internal static class Protocol
{
    private static readonly JsonSchema Schema = new(JsonNode.Parse("""
        {
          "type": "object", "required": ["type"], "additionalProperties": false,
          "properties": {
            "type": { "type": "string", "enum": ["RECORD", "STATE", "LOG", "SPEC", "CONNECTION_STATUS", "CATALOG", "TRACE"] },
            "record": {
              "type": "object", "required": ["stream", "data", "emitted_at"],
              "properties": { "stream": { "type": "string" }, "namespace": { "type": "string" }, "data": { "type": "object" }, "emitted_at": { "type": "integer" } }
            },
            "state": {
              "type": "object", "required": ["type", "stream"],
              "properties": {
                "type": { "const": "STREAM" },
                "stream": {
                  "type": "object", "required": ["stream_descriptor", "stream_state"],
                  "properties": { "stream_descriptor": { "$ref": "#/definitions/descriptor" }, "stream_state": { "type": "object" } }
                },
                "sourceStats": { "type": "object", "properties": { "recordCount": { "type": "number" } } }
              }
            },
            "log": {
              "type": "object", "required": ["level", "message"],
              "properties": { "level": { "enum": ["FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"] }, "message": { "type": "string" }, "stack_trace": { "type": "string" } }
            },
            "spec": {
              "type": "object", "required": ["connectionSpecification"],
              "properties": {
                "documentationUrl": { "type": "string", "format": "uri" }, "connectionSpecification": { "type": "object" }, "supportsIncremental": { "type": "boolean" },
                "supported_destination_sync_modes": { "type": "array", "items": { "enum": ["append", "overwrite", "append_dedup"] } }
              }
            },
            "connectionStatus": {
              "type": "object", "required": ["status"],
              "properties": { "status": { "enum": ["SUCCEEDED", "FAILED"] }, "message": { "type": "string" } }
            },
            "catalog": {
              "type": "object", "required": ["streams"],
              "properties": { "streams": { "type": "array", "items": { "$ref": "#/definitions/stream" } } }
            },
            "trace": {
              "type": "object", "required": ["type", "emitted_at"],
              "properties": {
                "type": { "enum": ["ERROR", "ESTIMATE", "STREAM_STATUS"] },
                "emitted_at": { "type": "number" },
                "error": {
                  "type": "object", "required": ["message"],
                  "properties": {
                    "message": { "type": "string" }, "internal_message": { "type": "string" }, "stack_trace": { "type": "string" },
                    "failure_type": { "enum": ["system_error", "config_error", "transient_error"] }, "stream_descriptor": { "$ref": "#/definitions/descriptor" }
                  }
                },
                "stream_status": {
                  "type": "object", "required": ["stream_descriptor", "status"],
                  "properties": { "stream_descriptor": { "$ref": "#/definitions/descriptor" }, "status": { "enum": ["STARTED", "RUNNING", "COMPLETE", "INCOMPLETE"] } }
                }
              }
            }
          },
          "definitions": {
            "descriptor": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" }, "namespace": { "type": "string" } } },
            "stream": {
              "type": "object", "required": ["name", "json_schema", "supported_sync_modes"],
              "properties": {
                "name": { "type": "string" }, "json_schema": { "type": "object" },
                "supported_sync_modes": { "type": "array", "minItems": 1, "items": { "enum": ["full_refresh", "incremental"] } },
                "source_defined_cursor": { "type": "boolean" }, "default_cursor_field": { "type": "array", "items": { "type": "string" } },
                "source_defined_primary_key": { "type": "array", "items": { "type": "array", "items": { "type": "string" } } },
                "is_resumable": { "type": "boolean" }, "namespace": { "type": "string" }
              }
            }
          }
        }
        """)!.AsObject());

    private static readonly Dictionary<string, string> Members = new()
    {
        ["RECORD"] = "record",
        ["STATE"] = "state",
        ["LOG"] = "log",
        ["SPEC"] = "spec",
        ["CONNECTION_STATUS"] = "connectionStatus",
        ["CATALOG"] = "catalog",
        ["TRACE"] = "trace",
    };

    /// <summary>Reads the complete lines of an output; each must be a valid message that has what its type says.</summary>
    public static List<JsonObject> Read(string output)
    {
        var messages = new List<JsonObject>();

        foreach (var line in output[..(output.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var message = JsonNode.Parse(line)!.AsObject();
            Assert.Empty(Schema.Check(message));
            Assert.True(message.ContainsKey(Members[(string)message["type"]!]), line);
            messages.Add(message);
        }

        return messages;
    }

    public static IEnumerable<JsonNode> Of(this IEnumerable<JsonObject> messages, string type)
        => messages.Where(message => (string)message["type"]! == type).Select(message => message[Members[type]]!);
}
