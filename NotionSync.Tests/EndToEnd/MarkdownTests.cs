using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NotionSync.Html;

namespace NotionSync.Tests.EndToEnd;

/// <summary>What becomes of pages on their way from Notion to the reader, over real HTTP.</summary>
public sealed partial class MarkdownTests
{
    [Fact]
    public async Task Pages_come_whole_with_comments_rows_files_and_what_only_Notions_own_Markdown_tells()
    {
        await using var deployment = await Deployment.StartAsync();
        var connection = await deployment.ConnectAsync();
        var rows = await SendAsync(deployment, HttpMethod.Post, "/_emulator/generate", new { kind = "database", rows = 230 });
        await SendAsync(deployment, HttpMethod.Patch, "/_emulator/settings", new { rowLimit = 60 });

        // One synced copy of the sample shows a block on a page that is not shared: neither of them lists children.
        await SendAsync(deployment, HttpMethod.Post, "/_emulator/faults", new[]
        {
            new { path = "^/v1/pages/.*/markdown$", status = 200, body = new { @object = "page_markdown", markdown = "Told by **Notion** itself\n<callout icon=\"💡\">\n\tInside\n</callout>\n", truncated = false } },
        });

        var roots = await deployment.RootsAsync(connection);

        using var response = await deployment.Api.PostAsJsonAsync("tenants/demo/imports", new
        {
            connectionId = connection,
            items = roots.Append(rows.GetProperty("id").GetString()!).Distinct().Select(id => new { id, comments = "blocks" }),
        });

        var started = await Deployment.ReadAsync(response, System.Net.HttpStatusCode.Accepted);
        var import = await deployment.WaitAsync(started.GetProperty("id").GetString()!);
        var documents = await deployment.DocumentsAsync();

        Assert.True(import.GetProperty("status").GetString() == "completed", import.ToString());
        Assert.Equal(import.GetProperty("calls").GetProperty("lowerBound").GetInt64(), import.GetProperty("calls").GetProperty("made").GetInt64());

        await HasAllRowsAsync(deployment, documents.Single(document => document.GetProperty("title").GetString() == "Database of 230 rows"));
        await HasTextsAsync(deployment, documents);
        await LinksPropertyFilesAsync(deployment, documents);
        await IsSafeHtmlAsync(deployment, documents);
    }

    private static async Task HasAllRowsAsync(Deployment deployment, JsonElement document)
    {
        var id = document.GetProperty("id").GetString();
        var markdown = await TextAsync(deployment, $"tenants/demo/documents/{id}/markdown");

        Assert.Equal(230, RowLink().Count(markdown));
        Assert.Equal(230, RowLink().Matches(markdown).Select(match => match.Value).Distinct().Count());
    }

    private static async Task HasTextsAsync(Deployment deployment, IReadOnlyList<JsonElement> documents)
    {
        var texts = new List<string>();

        foreach (var document in documents)
        {
            texts.Add(await TextAsync(deployment, $"tenants/demo/documents/{document.GetProperty("id").GetString()}/markdown"));
        }

        Assert.Contains(texts, text => CommentOnPage().IsMatch(text));
        Assert.Contains(texts, text => CommentOnBlock().IsMatch(text));
        Assert.Contains(texts, text => text.Contains("\nTold by **Notion** itself\n\n> 💡 Inside\n", StringComparison.Ordinal));
    }

    private static async Task LinksPropertyFilesAsync(Deployment deployment, IReadOnlyList<JsonElement> documents)
    {
        var vendor = documents.Single(document => document.GetProperty("title").GetString() == "Nimbus Hosting").GetProperty("id").GetString();
        var markdown = await TextAsync(deployment, $"tenants/demo/documents/{vendor}/markdown");
        var link = PropertyFile().Match(markdown);

        Assert.True(link.Success, markdown);
        Assert.NotEmpty(await deployment.BytesAsync($"tenants/demo/documents/{vendor}/{link.Groups["url"].Value}"));
    }

    private static async Task IsSafeHtmlAsync(Deployment deployment, IReadOnlyList<JsonElement> documents)
    {
        var ids = documents.Select(document => document.GetProperty("id").GetString()!).ToHashSet();
        var (links, attachments) = (0, 0);

        foreach (var id in ids)
        {
            using var response = await deployment.Api.GetAsync(new Uri($"tenants/demo/documents/{id}/html", UriKind.Relative));
            var html = await response.Content.ReadAsStringAsync();

            Assert.True(response.IsSuccessStatusCode, html);
            Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(HtmlRenderer.ContentSecurityPolicy, Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("X-Amz-", html, StringComparison.Ordinal);

            foreach (Match match in Reference().Matches(html))
            {
                var url = match.Groups["url"].Value;

                if (url.StartsWith("../", StringComparison.Ordinal))
                {
                    links++;
                    Assert.Contains(url["../".Length..].Split('/')[0], ids);
                }
                else if (url.StartsWith("attachments/", StringComparison.Ordinal))
                {
                    attachments++;
                    Assert.NotEmpty(await deployment.BytesAsync($"tenants/demo/documents/{id}/{url}"));
                }
                else if (PageUrl().Match(url) is { Success: true } page)
                {
                    Assert.DoesNotContain(documents, document => document.GetProperty("source").GetProperty("id").GetString()!.Replace("-", "", StringComparison.Ordinal) == page.Groups["id"].Value);
                }
            }
        }

        Assert.True(links > 20 && attachments > 3, $"{links} links, {attachments} attachments");
    }

    private static async Task<string> TextAsync(Deployment deployment, string path) => Encoding.UTF8.GetString(await deployment.BytesAsync(path));

    private static async Task<JsonElement> SendAsync(Deployment deployment, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        using var response = await deployment.NotionControl.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    [GeneratedRegex(@"^\| \[[^\]]*\]\([^)]*\)", RegexOptions.Multiline)]
    private static partial Regex RowLink();

    [GeneratedRegex(@"## Comments\n\n> \*\*[^*]+\*\* · [^\n]+\n> Please keep the tone friendly\.")]
    private static partial Regex CommentOnPage();

    [GeneratedRegex(@"> Is this still true\?\n\n> \*\*[^*]+\*\* · [^\n]+\n> Yes, .*since January\.")]
    private static partial Regex CommentOnBlock();

    [GeneratedRegex(@"DPA:\s+- name: [^\n]+\n\s+url: (?<url>attachments/\S+)")]
    private static partial Regex PropertyFile();

    [GeneratedRegex("(?:href|src)=\"(?<url>[^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("^https://www\\.notion\\.so/(?<id>[0-9a-f]{32})")]
    private static partial Regex PageUrl();
}
