using System.Text.Json;

namespace NotionSync.Actions;

/// <summary>All actions.</summary>
public static class ActionCatalogue
{
    public static IReadOnlyList<ActionDefinition> All { get; } = Read();

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public static ActionDefinition Get(string name)
        => All.FirstOrDefault(action => action.Name == name) ?? throw ProblemException.NotFound("There is no such action.");

    private static List<ActionDefinition> Read()
    {
        using var file = typeof(ActionCatalogue).Assembly.GetManifestResourceStream("NotionSync.Actions.actions.json")
            ?? throw new InvalidOperationException("The catalogue of actions is not in the assembly.");
        using var json = JsonDocument.Parse(file);

        return [.. json.RootElement.EnumerateArray().Select(action => new ActionDefinition(
            action.GetProperty("name").GetString()!,
            action.GetProperty("title").GetString()!,
            action.GetProperty("writes").GetBoolean(),
            action.GetProperty("input").Clone()))];
    }
}
