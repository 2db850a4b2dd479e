using System.Text.Json;
using NotionSync.Actions;

namespace NotionSync.Resources;

internal sealed record ActionResource(string Name, string Title, bool Writes, JsonElement InputSchema)
{
    public static ActionResource Of(ActionDefinition action) => new(action.Name, action.Title, action.Writes, action.Input);
}

internal sealed record ActionRequest
{
    public required JsonElement Input { get; init; }
}

internal sealed record WriteGrantRequest
{
    public required bool Allowed { get; init; }
}
