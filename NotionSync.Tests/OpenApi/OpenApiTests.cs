using System.Text.Json;
using System.Text.RegularExpressions;
using NotionSync.OpenApi;
using NotionSync.Tests.Azd;
using NotionSync.Tests.Connections;
using NotionSync.Tests.EndToEnd;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.OpenApi;

/// <summary>The description says what the app does, no more and no less.</summary>
public sealed partial class OpenApiTests
{
    [Fact]
    public void Every_route_is_described_and_nothing_else_is()
    {
        string[] findings =
        [
            .. ApiRoutes.All.Select(route => route.Function).Except(ApiOperations.All.Select(operation => operation.Function))
                .Select(name => $"Describe {name} in NotionSync.Functions/OpenApi/ApiOperations.cs."),
            .. ApiOperations.All.Select(operation => operation.Function).Except(ApiRoutes.All.Select(route => route.Function))
                .Select(name => $"There is no HTTP function {name}: remove it from NotionSync.Functions/OpenApi/ApiOperations.cs."),
        ];

        Assert.True(findings.Length == 0, string.Join('\n', findings));
    }

    /// <summary>What the platform lets through without a token is exactly what the app answers without one.</summary>
    [Fact]
    public async Task The_open_routes_are_those_that_the_platform_leaves_open()
    {
        var template = await Bicep.FileAsync(Path.Combine("app", "api.bicep"));
        var open = ApiOperations.All.Where(operation => operation.Role is null)
            .SelectMany(operation => ApiRoutes.All.Where(route => route.Function == operation.Function))
            .Select(route => route.Path.Split('{') is [var before, _, ..] ? $"{before}*" : route.Path)
            .Distinct().ToList();

        // The other open paths are the panel's files, which hold no data.
        var excluded = template.Strings("openPaths").Where(path => path.StartsWith("/api/", StringComparison.Ordinal)).ToList();

        bool Covers(string pattern, string path) => pattern == path || (pattern.EndsWith('*') && path.StartsWith(pattern[..^1], StringComparison.Ordinal));

        string[] findings =
        [
            .. open.Where(path => !excluded.Any(pattern => Covers(pattern, path))).Select(path => $"Add '{path}' to openPaths in infra/app/api.bicep."),
            .. excluded.Where(pattern => !open.Any(path => Covers(pattern, path))).Select(pattern => $"'{pattern}' in openPaths of infra/app/api.bicep is no route that answers without a principal."),
        ];

        Assert.True(findings.Length == 0, string.Join('\n', findings));
    }

    /// <summary>The rules are tested by calling every route as everybody.</summary>
    [Fact]
    public void The_described_roles_are_those_that_are_asked_for()
    {
        var rules = RouteRules.All.ToDictionary(rule => Constraint().Replace(rule.Key, "}"), rule => rule.Value.Least);
        var wrong =
            from operation in ApiOperations.All
            from route in ApiRoutes.All
            where route.Function == operation.Function
            let key = $"{route.Method.ToUpperInvariant()} {route.Path["/api/".Length..]}"
            where !rules.TryGetValue(key, out var role) || role != operation.Role
            select $"{operation.Function} ({key}) is described with {operation.Role?.ToString() ?? "no role"}, and RouteRules says {(rules.TryGetValue(key, out var other) ? other?.ToString() ?? "open" : "nothing")}.";

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_description_is_served_and_refers_to_nothing_that_it_lacks()
    {
        await using var deployment = await Deployment.StartAsync();
        var document = await deployment.GetAsync("openapi.json");

        Assert.Equal("3.1.1", document.GetProperty("openapi").GetString());
        Assert.Equal(ApiRoutes.All.Count, document.GetProperty("paths").EnumerateObject().Sum(path => path.Value.EnumerateObject().Count()));

        var schemas = document.GetProperty("components").GetProperty("schemas");
        var references = References(document).Distinct().ToList();
        Assert.Contains("#/components/schemas/Document", references);
        Assert.All(references, reference => Assert.True(schemas.TryGetProperty(reference["#/components/schemas/".Length..], out _), reference));

        var source = schemas.GetProperty("Document").GetProperty("properties").GetProperty("source").GetProperty("properties");
        Assert.Equal("string", source.GetProperty("id").GetProperty("type").GetString());
        Assert.Contains("contact_nda", schemas.GetProperty("Document").GetProperty("properties").GetProperty("accessLevel").ToString(), StringComparison.Ordinal);
    }

    /// <summary>The panel is built before the app: its client is generated from this file.</summary>
    [Fact]
    public async Task The_panel_has_the_description_that_is_served()
    {
        var file = RepositoryRoot.File("NotionSync.AdminPanel", "openapi.json");
        var current = $"{OpenApiDocument.Create().ToJsonString(new() { WriteIndented = true, NewLine = "\n" })}\n";

        if (Environment.GetEnvironmentVariable("REFRESH_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(file, current);
        }

        Assert.True(
            current == await File.ReadAllTextAsync(file),
            "NotionSync.AdminPanel/openapi.json is not what the app serves. Run REFRESH_OPENAPI=1 ./test --filter OpenApiTests, look at the difference, and build the panel again.");
    }

    private static IEnumerable<string> References(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(member => member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(References),
        _ => [],
    };

    [GeneratedRegex(":[a-z]+}")]
    private static partial Regex Constraint();
}
