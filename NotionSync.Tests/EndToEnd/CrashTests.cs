using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NotionSync.Http;
using NotionSync.Tests.Http;

namespace NotionSync.Tests.EndToEnd;

/// <summary>What an import is worth when things break under it.</summary>
public sealed partial class CrashTests
{
    [Fact]
    public async Task An_import_that_is_killed_ten_times_equals_one_that_is_not()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);

        await using var deployment = await Deployment.StartAsync(settings: new Dictionary<string, string> { ["LocalHost__MessageLeaseSeconds"] = "2" });
        var root = await GenerateAsync(deployment);
        var (expected, content) = await ImportUndisturbedAsync(deployment, root);

        await FaultAsync(deployment);
        var connection = await deployment.ConnectAsync();
        var id = await deployment.StartImportAsync(connection, root);

        for (var kill = 0; kill < 10; kill++)
        {
            await Task.Delay(random.Next(100, 1200));
            await deployment.KillAppAsync();
            await deployment.StartAppAsync();
        }

        var import = await deployment.WaitAsync(id);

        Assert.True(import.GetProperty("status").GetString() == "completed", $"seed {seed}: {import}");
        Assert.Equal(expected.GetProperty("pages").ToString(), import.GetProperty("pages").ToString());
        Assert.Equal(content, await ContentAsync(deployment));
    }

    [Fact]
    public async Task An_import_outlives_twenty_seconds_without_storage()
    {
        await using var deployment = await Deployment.StartAsync(persistentStorage: true, settings: new Dictionary<string, string> { ["LocalHost__MessageLeaseSeconds"] = "5" });
        var root = await GenerateAsync(deployment);
        var (expected, content) = await ImportUndisturbedAsync(deployment, root);

        await FaultAsync(deployment);
        var connection = await deployment.ConnectAsync();
        var id = await deployment.StartImportAsync(connection, root);
        await Task.Delay(700);

        await deployment.Storage.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(20));
        await deployment.Storage.StartAsync();

        var import = await deployment.WaitAsync(id);

        Assert.False(deployment.App.HasExited);
        Assert.True(import.GetProperty("status").GetString() == "completed", import.ToString());
        Assert.Equal(expected.GetProperty("pages").ToString(), import.GetProperty("pages").ToString());
        Assert.Equal(content, await ContentAsync(deployment));
    }

    private static async Task<string> GenerateAsync(Deployment deployment)
    {
        using var response = await deployment.NotionControl.PostAsJsonAsync("/_emulator/generate", new { kind = "pages", pages = 200, blocks = 8, files = 1 });
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>What another tenant gets of the same page while nothing breaks.</summary>
    private static async Task<(JsonElement Import, string Content)> ImportUndisturbedAsync(Deployment deployment, string root)
    {
        deployment.Tenant = "undisturbed";
        deployment.Api.DefaultRequestHeaders.Add(PrincipalReader.HeaderName, Principals.Header(null, Role.Service));
        var import = await deployment.WaitAsync(await deployment.StartImportAsync(await deployment.ConnectAsync(), root));
        var content = await ContentAsync(deployment);
        deployment.Api.DefaultRequestHeaders.Remove(PrincipalReader.HeaderName);
        deployment.Tenant = "demo";
        return (import, content);
    }

    /// <summary>Slows Notion down, so that there is a middle to be killed in.</summary>
    private static Task FaultAsync(Deployment deployment) => deployment.AddFaultsAsync(new { path = "^/v1/", latencyMs = 150 });

    /// <summary>Everything of a tenant's documents that does not tell the time or the connection.</summary>
    private static async Task<string> ContentAsync(Deployment deployment)
    {
        var lines = new List<string>();

        foreach (var document in await deployment.DocumentsAsync())
        {
            var path = $"tenants/{deployment.Tenant}/documents/{document.GetProperty("id").GetString()}";
            var full = await deployment.GetAsync(path);
            var content = Hash(await deployment.BytesAsync($"{path}/content"));

            // Links lead to documents of the same connection, whose ids differ.
            var text = Encoding.UTF8.GetString(await deployment.BytesAsync($"{path}/markdown"));
            var markdown = Hash(Encoding.UTF8.GetBytes(DocumentLink.Replace(text, "../ID/")));
            var attachments = new List<string>();

            foreach (var name in full.GetProperty("attachments").EnumerateArray().Select(attachment => attachment.GetProperty("name").GetString()!))
            {
                attachments.Add($"{name}={Hash(await deployment.BytesAsync($"{path}/attachments/{Uri.EscapeDataString(name)}"))}");
            }

            lines.Add($"{document.GetProperty("source").GetProperty("id").GetString()} v{document.GetProperty("version").GetInt32()} {document.GetProperty("title").GetString()} {content} {markdown} {string.Join(' ', attachments)}");
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\.\./[0-9a-f]{32}/")]
    private static partial Regex DocumentLink { get; }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
