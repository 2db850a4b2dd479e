using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using NotionSync.Http;
using NotionSync.Notion;

namespace NotionSync.OpenApi;

/// <summary>
/// The API's description (https://spec.openapis.org/oas/v3.1.1): paths from the triggers, schemas from the very contexts
/// that read and write the JSON.
/// </summary>
internal static partial class OpenApiDocument
{
    private static readonly JsonSchemaExporterOptions SchemaOptions = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) => Plain(context.TypeInfo.Type, schema),
    };

    // Two types may differ by no more than "Resource": the second keeps it.
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Type> Names = new(StringComparer.Ordinal);

    public static JsonObject Create()
    {
        var schemas = new JsonObject { ["Problem"] = Schema(ProblemJson.Default.Problem) };
        var paths = new JsonObject();
        var operations = ApiOperations.All.ToDictionary(operation => operation.Function);

        foreach (var route in ApiRoutes.All.OrderBy(route => route.Path, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal))
        {
            if (!operations.TryGetValue(route.Function, out var operation))
            {
                continue;
            }

            var path = paths[route.Path] as JsonObject ?? [];
            paths[route.Path] = path;
            path[route.Method] = Describe(route, operation, schemas);
        }

        return new()
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "NotionSync",
                ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version!.ToString(3),
                ["description"] = "Brings the Notion pages that a workspace shares into a tenant's document library. "
                    + "Lists are {items, nextCursor}; times are UTC; errors are problem details with a stable code. Another tenant's things are 404.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["entra"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "A token of Entra ID for the app's registration. The claims name the tenant and the roles Reader, ContentManager, Admin or Service; each of the first three includes those before it, and Service may name any tenant.",
                    },
                },
            },
        };
    }

    private static JsonObject Describe(ApiRoute route, ApiOperation operation, JsonObject schemas)
    {
        var description = new JsonObject
        {
            ["operationId"] = operation.Function,
            ["summary"] = operation.Summary,
            ["security"] = operation.Role is null ? new JsonArray() : new JsonArray(new JsonObject { ["entra"] = new JsonArray() }),
            ["parameters"] = new JsonArray(
            [
                .. PathParameter().Matches(route.Path).Select(match => Parameter(match.Groups["name"].Value, "path", isRequired: true)),
                .. operation.Query.Select(name => Parameter(name, "query", isRequired: false)),
                .. operation.Headers.Select(name => Parameter(name, "header", isRequired: true)),
            ]),
            ["responses"] = new JsonObject
            {
                [operation.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Answer(operation, schemas),
                ["default"] = new JsonObject
                {
                    ["description"] = "What went wrong.",
                    ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = Reference("Problem") } },
                },
            },
        };

        if (operation.Role is { } role)
        {
            description["x-role"] = role.ToString();
        }

        if (operation.Request is { } request)
        {
            description["requestBody"] = Body("application/json", Named(request, schemas));
        }
        else if (operation.RequestContentType is { } type)
        {
            description["requestBody"] = Body(type, new JsonObject());
        }

        return description;
    }

    private static JsonObject Body(string contentType, JsonNode schema)
        => new() { ["required"] = true, ["content"] = new JsonObject { [contentType] = new JsonObject { ["schema"] = schema } } };

    private static JsonObject Answer(ApiOperation operation, JsonObject schemas)
    {
        var answer = new JsonObject { ["description"] = "Done." };

        if (operation.Response is { } response)
        {
            answer["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Named(response, schemas) } };
        }
        else if (operation.ContentType is { } type)
        {
            answer["content"] = new JsonObject { [type] = new JsonObject() };
        }

        return answer;
    }

    private static JsonObject Parameter(string name, string place, bool isRequired)
        => new() { ["name"] = name, ["in"] = place, ["required"] = isRequired, ["schema"] = new JsonObject { ["type"] = TypeOf(name) } };

    private static string TypeOf(string parameter) => parameter switch
    {
        "pageSize" or "version" => "integer",
        "waits" or "resume" => "boolean",
        _ => "string",
    };

    private static JsonObject Named(JsonTypeInfo type, JsonObject schemas)
    {
        var name = Names.GetOrAdd(NameOf(type.Type), type.Type) == type.Type ? NameOf(type.Type) : type.Type.Name;

        if (!schemas.ContainsKey(name))
        {
            var schema = Schema(type);
            schemas[name] = schema;

            // The exporter says what has to be sent; an answer always has everything.
            if (!ApiOperations.All.Any(operation => operation.Request?.Type == type.Type))
            {
                RequireAll(schema);
            }

            // A list's items are things that are also asked for one by one: said once.
            if (type.Type.IsGenericType && type.Options.GetTypeInfo(type.Type.GetGenericArguments()[0]) is { } item)
            {
                schema["properties"]!["items"]!["items"] = Named(item, schemas);
            }
        }

        return Reference(name);
    }

    private static JsonNode Plain(Type type, JsonNode schema)
    {
        if (type == typeof(NotionId) || type == typeof(NotionId?))
        {
            return new JsonObject
            {
                ["type"] = type == typeof(NotionId) ? "string" : new JsonArray("string", "null"),
                ["description"] = "An id as Notion writes it; in requests also without dashes, or a Notion URL.",
            };
        }

        // Numbers are taken as text too, but nobody should send them so, and no answer has them so.
        if (schema is JsonObject { } number && number["type"] is JsonArray types && types.Any(each => each!.GetValue<string>() is "integer" or "number"))
        {
            string[] others = [.. types.Select(each => each!.GetValue<string>()).Where(each => each != "string")];
            number["type"] = others is [var only] ? only : new JsonArray([.. others]);
            number.Remove("pattern");
        }

        return schema;
    }

    private static string NameOf(Type type)
        => (type.IsGenericType ? $"{NameOf(type.GetGenericArguments()[0])}List" : type.Name).Replace("Resource", string.Empty, StringComparison.Ordinal);

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    // A type that comes up twice is written once and referred to from the top of its own schema: it is written out instead.
    private static JsonNode Schema(JsonTypeInfo type)
    {
        var schema = JsonSchemaExporter.GetJsonSchemaAsNode(type, SchemaOptions);
        WriteOut(schema, schema, depth: 0);
        return schema;
    }

    private static void WriteOut(JsonNode? node, JsonNode root, int depth)
    {
        if (depth > 64)
        {
            throw new InvalidOperationException("A resource contains itself: give its schema a name.");
        }

        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                WriteOut(item, root, depth + 1);
            }
        }
        else if (node is JsonObject schema)
        {
            if (schema["$ref"]?.GetValue<string>() is { } reference)
            {
                schema.Remove("$ref");

                foreach (var (name, value) in Find(root, reference).AsObject())
                {
                    schema[name] = value?.DeepClone();
                }
            }

            foreach (var (_, value) in schema.ToList())
            {
                WriteOut(value, root, depth + 1);
            }
        }
    }

    private static void RequireAll(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                RequireAll(item);
            }
        }
        else if (node is JsonObject schema)
        {
            if (schema["properties"] is JsonObject properties)
            {
                schema["required"] = new JsonArray([.. properties.Select(property => (JsonNode)property.Key)]);
            }

            foreach (var (_, value) in schema.ToList())
            {
                RequireAll(value);
            }
        }
    }

    private static JsonNode Find(JsonNode root, string pointer)
        => pointer.Split('/')[1..].Aggregate(root, (node, part) => (node is JsonArray array ? array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : node[part])!);

    [GeneratedRegex(@"\{(?<name>\w+)\}")]
    private static partial Regex PathParameter();
}
