/*
 * A way into kernel/cgroup/misc.c, which stands before this: cgroups have numbers, files are read and
 * written as text through one buffer.
 */
#include "cut-string.c"

#define NO_CGROUP (-1)
#define TEXT_MAX 4096

static char text[TEXT_MAX];
static struct misc_cg **cgroups;
static unsigned int cgroup_count;
static struct misc_cg *opened;

struct cgroup_subsys_state *of_css(struct kernfs_open_file *of)
{
	return &opened->css;
}

void cgroup_file_notify(struct cgroup_file *file)
{
}

static void put_number(struct seq_file *file, u64 value)
{
	char digits[20];
	unsigned int count = 0;

	do {
		digits[count++] = '0' + value % 10;
		value /= 10;
	} while (value);
	while (count)
		file->buf[file->count++] = digits[--count];
}

/* As much of a format as the files of this controller use: %s, %lu, %llu. */
void seq_printf(struct seq_file *file, const char *format, ...)
{
	const char *word;
	va_list args;

	va_start(args, format);
	for (; *format; format++) {
		if (*format != '%') {
			file->buf[file->count++] = *format;
			continue;
		}
		format++;
		if (*format == 's') {
			for (word = va_arg(args, const char *); *word; word++)
				file->buf[file->count++] = *word;
		} else if (format[0] == 'l' && format[1] == 'u') {
			put_number(file, va_arg(args, word_t));
			format += 1;
		} else if (format[0] == 'l' && format[1] == 'l' && format[2] == 'u') {
			put_number(file, va_arg(args, unsigned long long));
			format += 2;
		} else {
			__builtin_trap();
		}
	}
	va_end(args);
}

EXPORT(boot) void boot(unsigned int cgroup_max)
{
	cgroups = boot_alloc(cgroup_max * sizeof(*cgroups));
}

/* The root comes first and has a parent of -1. */
EXPORT(add_cgroup) void add_cgroup(int parent)
{
	struct cgroup_subsys_state *above = parent < 0 ? NULL : &cgroups[parent]->css;
	struct cgroup_subsys_state *css = misc_cg_alloc(above);

	css->parent = above;
	cgroups[cgroup_count++] = css_misc(css);
}

static struct misc_cg *cgroup_of(int number)
{
	return number == NO_CGROUP ? NULL : cgroups[number];
}

EXPORT(set_capacity) int set_capacity(unsigned int type, u64 capacity)
{
	return misc_cg_set_capacity(type, capacity);
}

EXPORT(try_charge) int try_charge(unsigned int type, int cgroup, u64 amount)
{
	return misc_cg_try_charge(type, cgroup_of(cgroup), amount);
}

EXPORT(uncharge) void uncharge(unsigned int type, int cgroup, u64 amount)
{
	misc_cg_uncharge(type, cgroup_of(cgroup), amount);
}

EXPORT(total_usage) u64 total_usage(unsigned int type)
{
	return misc_cg_res_total_usage(type);
}

EXPORT(text_at) char *text_at(void)
{
	return text;
}

static struct cftype *file_named(const char *name)
{
	struct cftype *file;

	for (file = misc_cg_files; file->name[0]; file++)
		if (!strcmp(file->name, name))
			return file;
	return NULL;
}

/* Writes what is in the buffer to misc.max: the bytes taken, or a negated errno. */
EXPORT(write_max) int write_max(int cgroup, unsigned int length)
{
	int ret;

	opened = cgroup_of(cgroup);
	ret = file_named("max")->write(NULL, text, length, 0);
	opened = NULL;
	return ret;
}

/* Reads the file whose name is in the buffer; the length of the text that is there then, or -1. */
EXPORT(read_file) int read_file(int cgroup)
{
	struct cftype *file = file_named(text);
	struct seq_file content = { .buf = text };

	if (!file)
		return -1;
	opened = cgroup_of(cgroup);
	file->seq_show(&content, NULL);
	opened = NULL;
	return content.count;
}

EXPORT(capacity) u64 capacity(unsigned int type)
{
	return misc_res_capacity[type];
}

EXPORT(max) u64 max_of(unsigned int type, int cgroup)
{
	return cgroups[cgroup]->res[type].max;
}

EXPORT(usage) s64 usage(unsigned int type, int cgroup)
{
	return read_count(cgroups[cgroup]->res[type].usage);
}

EXPORT(events) u64 events(unsigned int type, int cgroup)
{
	return read_count(cgroups[cgroup]->res[type].events);
}

/* What only counts begins anew: it decides nothing. */
EXPORT(start_observers) void start_observers(void)
{
	unsigned int cgroup, type;

	for (cgroup = 0; cgroup < cgroup_count; cgroup++) {
		for (type = 0; type < MISC_CG_RES_TYPES; type++) {
			struct misc_res *resource = &cgroups[cgroup]->res[type];

			set_count(&resource->events, 0);
			start_peak(resource);
		}
	}
}
