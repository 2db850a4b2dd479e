using System.Text.Json.Nodes;
using NotionSync.Tests.EndToEnd;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.OpenApi;

/// <summary>The examples of docs/api.md, one after the other.</summary>
public sealed class ApiExampleTests
{
    [Fact]
    public async Task The_examples_of_the_documentation_work_as_they_say()
    {
        var markdown = await File.ReadAllTextAsync(RepositoryRoot.File("docs", "api.md"));
        var examples = ApiExample.ReadAll(markdown);
        Assert.Equal(markdown.Split("```http").Length - 1, examples.Count);
        Assert.True(examples.Count > 15);

        await using var deployment = await Deployment.StartAsync();
        var values = new Dictionary<string, string>();

        foreach (var example in examples)
        {
            // Where it is asked until something is done, the example shows the end.
            if (example.Method == "GET" && example.Path.Contains("/imports/{import}", StringComparison.Ordinal))
            {
                await deployment.WaitAsync(values["import"]);
            }

            await RunAsync(deployment, example, values);
        }
    }

    [Fact]
    public async Task An_example_that_is_wrong_is_found()
    {
        await using var deployment = await Deployment.StartAsync();
        var example = Assert.Single(ApiExample.ReadAll("```http\nGET /api/tenants/demo/documents\n\nHTTP/1.1 200\n\n{\"items\": [], \"nextCursor\": \"more\"}\n```"));

        var problem = await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(deployment, example, []));
        Assert.Contains("$.nextCursor is null, not more", problem.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync(Deployment deployment, ApiExample example, Dictionary<string, string> values)
    {
        using var request = new HttpRequestMessage(new HttpMethod(example.Method), ApiExample.Fill(example.Path, values));

        if (example.Body is { } body)
        {
            request.Content = new StringContent(ApiExample.Fill(body, values), System.Text.Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in Headers(example.Headers).Where(header => header.Name != "Content-Type"))
        {
            request.Headers.TryAddWithoutValidation(name, ApiExample.Fill(value, values));
        }

        using var response = await deployment.Api.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == example.Status, $"{example.Method} {example.Path} answered {(int)response.StatusCode} instead of {example.Status}: {answer}");

        foreach (var (name, value) in Headers(example.AnswerHeaders))
        {
            values[value.Trim('{', '}')] = response.Headers.GetValues(name).Single();
        }

        var difference = example.Answer is { } expected ? ApiExample.Differs(JsonNode.Parse(expected), JsonNode.Parse(answer), values) : null;
        Assert.True(difference is null, $"{example.Method} {example.Path}: {difference}");
    }

    private static IEnumerable<(string Name, string Value)> Headers(string lines)
        => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)).Select(parts => (parts[0], parts[1]));
}
