package dev.cairn.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A setting does something, or its row says that it does not. */
class SettingTableTest {

    private static final String WITHOUT_EFFECT = "Accepted";

    private static final JavaClasses NODE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.cairn.node");

    @Test
    void everySettingIsReadOrSaysThatItHasNoEffect() throws Exception {
        Set<String> read = readIn(NODE);
        var promisesNotKept = new ArrayList<String>();
        var falseModesty = new ArrayList<String>();
        for (Field field : fields()) {
            var row = (Setting<?>) field.get(null);
            boolean saysSo = row.doc().startsWith(WITHOUT_EFFECT);
            boolean isRead = read.contains(field.getName());
            if (!isRead && !saysSo) {
                promisesNotKept.add(row.name());
            }
            if (isRead && saysSo) {
                falseModesty.add(row.name());
            }
        }
        assertThat(promisesNotKept).isEmpty();
        assertThat(falseModesty).isEmpty();
    }

    @Test
    void aSettingThatNobodyReadsIsFound() {
        var table = new ClassFileImporter().importClasses(SettingTable.class);
        assertThat(readIn(table)).isEmpty();
    }

    @Test
    void everyRowIsAField() throws Exception {
        var rows = new ArrayList<Object>();
        for (Field field : fields()) {
            rows.add(field.get(null));
        }
        assertThat(rows).hasSameElementsAs(SettingTable.rows());
    }

    private static List<Field> fields() {
        return Stream.of(SettingTable.class.getFields())
                .filter(field -> field.getType().equals(Setting.class))
                .toList();
    }

    /** The names of the rows that classes beside the table look at. */
    private static Set<String> readIn(JavaClasses classes) {
        return classes.stream()
                .filter(each -> !each.isEquivalentTo(SettingTable.class))
                .flatMap(each -> each.getFieldAccessesFromSelf().stream())
                .map(JavaFieldAccess::getTarget)
                .filter(target -> target.getOwner().isEquivalentTo(SettingTable.class))
                .map(target -> target.getName())
                .collect(Collectors.toSet());
    }
}
