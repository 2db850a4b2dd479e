using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace NotionSync.Tests.Azd;

/// <summary>The settings of the app, as each of the places that name them has them: key and default.</summary>
internal static partial class Settings
{
    // Set in code, never by a setting.
    private static readonly HashSet<string> InCode = ["Auth__TrustPrincipalHeader", "Auth__DevelopmentTenant"];

    /// <summary>Properties of all options classes that the app binds, with their defaults.</summary>
    public static Dictionary<string, string?> OfCode()
    {
        var settings = new Dictionary<string, string?>();

        foreach (var type in OptionsTypes())
        {
            var defaults = Activator.CreateInstance(type);

            foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            {
                settings[$"{Section(type)}__{property.Name}"] = Text(property.GetValue(defaults));
            }
        }

        foreach (var key in InCode)
        {
            settings.Remove(key);
        }

        foreach (var attribute in Triggers())
        {
            foreach (Match match in Reference().Matches(attribute switch { TimerTriggerAttribute timer => timer.Schedule, QueueTriggerAttribute queue => queue.QueueName, _ => string.Empty }))
            {
                settings.TryAdd(match.Groups["key"].Value.Replace(":", "__", StringComparison.Ordinal), null);
            }
        }

        return settings;
    }

    /// <summary>Sections that a class is bound to in vain: its setting is given, and does not arrive.</summary>
    public static IEnumerable<string> Unbound()
    {
        foreach (var type in OptionsTypes())
        {
            var defaults = Activator.CreateInstance(type);

            foreach (var property in type.GetProperties().Where(property => property.CanWrite && !InCode.Contains($"{Section(type)}__{property.Name}")))
            {
                if (Another(property, defaults) is { } other)
                {
                    var bound = typeof(Settings).GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!
                        .MakeGenericMethod(type).Invoke(null, [$"{Section(type)}:{property.Name}", other]);

                    if (Text(property.GetValue(bound)) != other)
                    {
                        yield return $"{Section(type)}__{property.Name} is set and does not reach {type.Name}.{property.Name}: bind {type.Name} to the section {Section(type)}.";
                    }
                }
            }
        }
    }

    /// <summary>The rows of the README's table. A cell may name two keys, and their defaults.</summary>
    public static Dictionary<string, string?> OfReadme(string text)
    {
        var settings = new Dictionary<string, string?>();

        foreach (var cells in text.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')))
        {
            var keys = Code().Matches(cells[1]).Select(match => match.Groups["code"].Value).Where(key => KeyName().IsMatch(key)).ToList();
            var defaults = Code().Matches(cells[2]).Select(match => match.Groups["code"].Value).ToList();

            for (var i = 0; i < keys.Count; i++)
            {
                var key = keys[i].StartsWith("__", StringComparison.Ordinal) ? keys[0].Split("__")[0] + keys[i] : keys[i];

                if (!settings.TryAdd(key, defaults.Count == keys.Count ? defaults[i] : defaults.Count == 1 && keys.Count == 1 ? defaults[0] : null))
                {
                    throw new InvalidOperationException($"README.md has two rows for {key}.");
                }
            }
        }

        return settings;
    }

    /// <summary>App settings that the template sets, with the values that are plain text.</summary>
    public static Dictionary<string, string?> OfBicep(BicepFile template)
        => template.OfKind("variable")
            .Where(variable => variable.Name == "settings" || variable.Name.EndsWith("Settings", StringComparison.Ordinal))
            .SelectMany(variable => variable.Value!.Kind == "choice" ? variable.Value.Items.SelectMany(branch => branch.Properties) : variable.Value.Properties)
            .ToDictionary(property => property.Name, property => property.Value.Kind == "string" ? property.Value.Text : null);

    public static Dictionary<string, string?> OfSample(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString());
    }

    private static string Section(Type type) => type.Name[..^"Options".Length];

    private static IEnumerable<Type> OptionsTypes()
        => Build([]).Services
            .Where(service => service.ServiceType.IsGenericType && service.ServiceType.GetGenericTypeDefinition() == typeof(IConfigureOptions<>))
            .Select(service => service.ServiceType.GetGenericArguments()[0])
            .Where(type => type.Assembly.GetName().Name!.StartsWith("NotionSync.", StringComparison.Ordinal))
            .Distinct();

    private static HostApplicationBuilder Build(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("AzureWebJobsStorage", (string?)"UseDevelopmentStorage=true"), .. settings]);
        builder.AddNotionSync();
        return builder;
    }

    // Without the validators, which would refuse what stands alone.
    private static T Bind<T>(string key, string value)
        where T : class
    {
        using var services = Build([KeyValuePair.Create(key, (string?)value)]).Services.BuildServiceProvider();
        return new OptionsFactory<T>(services.GetServices<IConfigureOptions<T>>(), services.GetServices<IPostConfigureOptions<T>>(), []).Create(Options.DefaultName);
    }

    private static string? Another(PropertyInfo property, object? instance) => property.GetValue(instance) switch
    {
        bool value => value ? "false" : "true",
        int or long or double => Convert.ToString(Convert.ToDouble(property.GetValue(instance), CultureInfo.InvariantCulture) + 1, CultureInfo.InvariantCulture),
        Uri => "https://elsewhere.example/",
        string => "something else",
        null when property.PropertyType == typeof(string) => "something else",
        null when property.PropertyType == typeof(Uri) => "https://elsewhere.example/",
        _ => null,
    };

    private static string? Text(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        Uri uri => uri.OriginalString,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static IEnumerable<Attribute> Triggers()
        => typeof(NotionSyncBuilder).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .SelectMany(parameter => parameter.GetCustomAttributes());

    [GeneratedRegex("%(?<key>[^%]+)%")]
    private static partial Regex Reference();

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex Code();

    // AzureWebJobsStorage__accountName is a way to write another setting; path__to__value stands for any.
    [GeneratedRegex("^(?!AzureFunctionsJobHost)[A-Za-z_]+[A-Za-z]$")]
    private static partial Regex KeyName();
}
